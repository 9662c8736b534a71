#ifndef CEXPAT_SHIM_H
#define CEXPAT_SHIM_H

#include <expat.h>

/* With XML_UseParserAsHandlerArg the handlers get the parser as an untyped pointer. XML_GetUserData
   is a macro that looks into the parser's first field, so Swift does not import it. */
static inline void *cexpat_user_data(void *parser) {
    return XML_GetUserData((XML_Parser)parser);
}

static inline void cexpat_stop(void *parser) {
    XML_StopParser((XML_Parser)parser, XML_FALSE);
}

#endif
