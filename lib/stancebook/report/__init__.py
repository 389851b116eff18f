"""Tables to what people read: stories in lines, figures, the brief as page, document and workbook.

In: per-article tables and aggregates. Out: text, figures, HTML, DOCX, Markdown, PDF, XLSX.
Whatever stands in an article is text, never markup.
"""
