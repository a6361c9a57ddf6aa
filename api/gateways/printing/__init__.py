"""Documents as PDF: what each page says, in which words, and how it is laid out."""
