#ifndef DOCENT_LIBEDIT_SHIM_H
#define DOCENT_LIBEDIT_SHIM_H

#include <stdio.h>
#include <editline/readline.h>

#endif
