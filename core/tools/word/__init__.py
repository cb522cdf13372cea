"""A paper as a Word file that an office edits: the page rendered for the PDF, turned into WordprocessingML.

`paper.write` is the way in. `markup` knows the language of Word, `text` its paragraphs and runs, `walk` and `tables`
what HTML becomes, `frame` the sheet around it (header, footer, watermark), `parts/` what is the same in every file.
"""
