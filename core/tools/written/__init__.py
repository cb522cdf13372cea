"""What people and spreadsheets write, understood: numbers, blanks, shortened codes. Forms and tables share it."""
