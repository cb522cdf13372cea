"""The ten things the Secretariat does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aksansi.help.passages import Guide, Passage

SECRETARIAT = Guide(
    "secretariat",
    _("Guide for the Secretariat"),
    (
        Passage(
            "day",
            _("Open the day"),
            _("One page says what waits and who is late."),
            (
                _("Begin with “My tasks”; each goes away when it is done."),
                _("“What is new” tells what chapters did since your last visit."),
                _("“Control board” shows each chapter and what it owes this year."),
                _("Every figure opens the rows behind it."),
                _("The search at the top finds regions, facilities, groups and pages."),
            ),
            picture="/",
            pages="""
            home news calendar search core:me set-language job account mfa
            """,
        ),
        Passage(
            "late",
            _("Follow what is late"),
            _("Plan, visits, achievements and letter have their day in the year."),
            (
                _("On “Control board” choose the year and the column."),
                _("Send the reminder that is ready on the page to those named there."),
                _("A region opens on one page with all it lacks."),
            ),
            picture="/board/",
            pages="""
            board planning:deadline region region-co-management years region-years core:region
            """,
        ),
        Passage(
            "review",
            _("Review and approve"),
            _("Who wrote a record never approves it."),
            (
                _("Open what was submitted from “My tasks”."),
                _("“Approve” locks it; “Return” says what is missing."),
                _("Several at once: tick them in the list and choose “Approve this list”."),
                _("“Unlock” asks for a reason and ends by itself."),
            ),
            picture="/planning/plans/",
            pages="""
            planning planning:annual-plan planning:annual-report planning:check-in
            planning:review-meeting planning:strategy-edition planning:development-plan
            planning:year-matrix planning:goal-matrix planning:goal planning:vision
            """,
        ),
        Passage(
            "advice",
            _("Advise line by line"),
            _("Advice stands beside the line it is about, and waits for an answer."),
            (
                _("Open an activity or achievement and choose “Advise”."),
                _("The chapter answers accepted or not, with its reason."),
                _("“Open advice” lists what is still without one."),
            ),
            picture="/planning/activities/",
            pages="""
            planning:activity planning:progress planning:advice planning:achievement
            planning:indicator planning:service planning:budget-proposal planning:sipd-code
            planning:sipd-edition
            """,
        ),
        Passage(
            "people",
            _("Chapters and accounts"),
            _("Who may see what hangs on one account with its regions."),
            (
                _("Under “Chapters” keep status, decree and board."),
                _("Under “Accounts” add one with role and region; the invitation goes by mail."),
                _("When an official moves, end the term and close the account."),
                _("“Who may do what” shows everybody on one page."),
                _(
                    "“See as” on an account shows the pages as it finds them, read only; the banner leads back."
                ),
            ),
            picture="/chapters/chapters/",
            pages="""
            chapters chapters:chapter chapters:board-seat chapters:office chapters:official
            chapters:affiliation chapters:validation core:user core:see-as core:security-event
            """,
        ),
        Passage(
            "registry",
            _("Keep the registry clean"),
            _("Numbers are only as good as the rows below them."),
            (
                _("“Import” shows the table as understood before anything is written."),
                _("“Possible duplicates” puts two records side by side to merge."),
                _(
                    "Lines of a paper go in at once, one per row; “Save, next” leads through records one by one."
                ),
                _("Change many: tick rows in a list; “Changes of many rows” takes them back."),
            ),
            picture="/ksm/facilities/",
            pages="""
            ksm ksm:facility ksm:group ksm:status-record ksm:works ksm:desludging
            ksm:desludging-schedule ksm:tariff ksm:cash-month ksm:member-dues ksm:dated-fact
            ksm:programme core:import-job core:change core:attachment ksm:operation
            ksm:funding-contribution
            """,
        ),
        Passage(
            "rounds",
            _("Prepare a round of visits"),
            _("One questionnaire, one list of facilities, one time."),
            (
                _("Choose an instrument; it is frozen at the first visit."),
                _("Open the round, “Choose facilities”, then “Assign officers and days”."),
                _("Approve the visits; “Recap” compares regions and rounds."),
            ),
            picture="/monitoring/rounds/",
            pages="""
            monitoring monitoring:visit monitoring:round monitoring:round-target monitoring:instrument
            monitoring:question monitoring:recap monitoring:comparison monitoring:watch
            monitoring:field field-forms
            """,
        ),
        Passage(
            "findings",
            _("Findings and effluent"),
            _("What is broken, who acts, and whether it was done."),
            (
                _("Filter by office or by what is overdue."),
                _("Verify what others closed; what is not mended opens again."),
                _("“Effluent” judges results by the limit in force on the day."),
            ),
            picture="/monitoring/findings/",
            pages="""
            monitoring:finding monitoring:office-duty monitoring:sample monitoring:lab-grid monitoring:result
            monitoring:effluent monitoring:effluent-standard
            """,
        ),
        Passage(
            "cooperation",
            _("Cooperation of the country"),
            _("Which agreement stands still, and why."),
            (
                _(
                    "“By stage” shows where each region stands; the reason is named where it is known."
                ),
                _("Add the draft from the clause templates and print it."),
                _("Agreements that end soon appear among your tasks."),
            ),
            picture="/agreements/board/",
            pages="""
            agreements agreements:partnership agreements:agreement agreements:contact
            agreements:blocker agreements:stage agreements:board agreements:analysis events
            events:event events:commitment events:award events:alliance events:practice
            events:key-date award-scores
            """,
        ),
        Passage(
            "letter",
            _("Letters and tables"),
            _("One export answers a ministry."),
            (
                _("Every list has “Download”: Excel or CSV of what the filter shows."),
                _("The report of a region is one click to PDF or Word."),
                _("Each letter carries a code anybody can verify."),
                _(
                    "“National data” gives a region's year under the columns national systems ask for."
                ),
            ),
            picture="/planning/archived-reports/",
            pages="""
            planning:archived-report region-report report-book verify planning:national
            planning:national-export planning:national-form planning:form-column
            """,
        ),
    ),
)
