"""What stands before and above a table: letterhead, number, date, titles of the document and of its annexes."""
