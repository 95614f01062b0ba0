"""The kinds of input of a scan: files, tables, web archives and lists, local or in any store that fsspec reaches."""
