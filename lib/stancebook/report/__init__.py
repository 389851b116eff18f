"""Tables to what people read: sentences, figures, the brief, the workbook.

In: per-article tables and aggregates. Out: text, figures, HTML, XLSX.
Whatever stands in an article is text, never markup.
"""
