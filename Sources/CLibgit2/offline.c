// Stands in for libgit2's network code. Network transfer is the git program's job; without these the
// static libgit2 needs mbedTLS' TLS half, libssh2, GSSAPI and NTLM, and parses the CA bundle at start.
// A transport that isn't there is an error (-1) to its caller, never a crash.
#include <stddef.h>

int git_mbedtls_stream_global_init(void) { return 0; }
int git_mbedtls__set_cert_location(const char *file, const char *path) { return -1; }
int git_mbedtls_stream_new(void **out, const char *host, const char *port) { return -1; }
int git_mbedtls_stream_wrap(void **out, void *in, const char *host) { return -1; }
int git_openssl_stream_global_init(void) { return 0; }
int git_openssl__set_cert_location(const char *file, const char *path) { return -1; }
int git_openssl_stream_new(void **out, const char *host, const char *port) { return -1; }
int git_openssl_stream_wrap(void **out, void *in, const char *host) { return -1; }
int git_transport_ssh_global_init(void) { return 0; }
int git_transport_ssh_with_paths(void **out, void *owner, void *payload) { return -1; }
int git_smart_subtransport_http(void **out, void *owner, void *param) { return -1; }
int git_smart_subtransport_ssh(void **out, void *owner, void *param) { return -1; }
int git_http_auth_negotiate(void **out, const void *url) { return -1; }
int git_http_auth_ntlm(void **out, const void *url) { return -1; }
const int git_http__expect_continue = 0;
