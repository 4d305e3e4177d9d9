#ifndef DOCENT_LIBXML2_SHIM_H
#define DOCENT_LIBXML2_SHIM_H

// A libxml2 built with ICU includes ICU's headers here, whose types clash with those of Foundation's
// own ICU. They occur only in fields at the end of a struct that we never look into.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

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
