import XMLParsing
