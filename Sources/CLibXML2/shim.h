#ifndef DOCENT_LIBXML2_SHIM_H
#define DOCENT_LIBXML2_SHIM_H

#include <libxml/SAX2.h>
#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlschemas.h>

/// `xmlFree` is a global variable, which Swift 6 refuses as shared mutable state.
static inline void docent_xml_free(void *pointer) { xmlFree(pointer); }

#endif
