#include "CFrontend.h"
int frontend_placeholder(void){return 0;}
