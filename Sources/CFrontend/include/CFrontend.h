#ifndef X
#define X
int frontend_placeholder(void);
#endif
