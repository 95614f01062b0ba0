"""The rules. Import nothing here: a family is loaded when the loader asks for it."""
