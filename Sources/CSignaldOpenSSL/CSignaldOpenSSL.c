#include "CSignaldOpenSSL.h"

#if __has_include(<openssl/ssl.h>)

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

const uint64_t csignald_op_no_renegotiation = SSL_OP_NO_RENEGOTIATION;
const uint64_t csignald_op_no_compression = SSL_OP_NO_COMPRESSION;

const uint64_t csignald_op_no_query_mtu = SSL_OP_NO_QUERY_MTU;

int csignald_ctx_set_min_version(SSL_CTX *context, int version) {
  return (int)SSL_CTX_set_min_proto_version(context, version);
}

long csignald_ctx_set_mode(SSL_CTX *context, long mode) {
  return SSL_CTX_set_mode(context, mode);
}

long csignald_ctx_set_session_cache_mode(SSL_CTX *context, long mode) {
  return SSL_CTX_set_session_cache_mode(context, mode);
}

int csignald_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
  return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

void csignald_ctx_set_name_callback(SSL_CTX *context, int (*choose)(SSL *, int *, void *),
                                    void *argument) {
  SSL_CTX_set_tlsext_servername_callback(context, choose);
  SSL_CTX_set_tlsext_servername_arg(context, argument);
}

static int accept_cookie(SSL *session, const unsigned char *cookie, unsigned int length) {
  (void)session, (void)cookie, (void)length;
  return 1;
}

static int refuse_cookie(SSL *session, unsigned char *cookie, unsigned int *length) {
  (void)session, (void)cookie, (void)length;
  return 0;
}

void csignald_ctx_trust_cookies(SSL_CTX *context) {
  SSL_CTX_set_cookie_verify_cb(context, accept_cookie);
  SSL_CTX_set_cookie_generate_cb(context, refuse_cookie);
}

int csignald_listen(SSL *session) {
  BIO_ADDR *client = BIO_ADDR_new();
  if (!client) return -1;
  int result = DTLSv1_listen(session, client);
  BIO_ADDR_free(client);
  return result;
}

int csignald_set_mtu(SSL *session, long size) { return SSL_set_mtu(session, size) != 0; }

int64_t csignald_timeout(SSL *session) {
  struct timeval left;
  if (DTLSv1_get_timeout(session, &left) != 1) return -1;
  return (int64_t)left.tv_sec * 1000 + left.tv_usec / 1000;
}

int csignald_handle_timeout(SSL *session) { return (int)DTLSv1_handle_timeout(session); }

int csignald_set_host_name(SSL *session, const char *name) {
  return (int)SSL_set_tlsext_host_name(session, name);
}

int csignald_mac_set_digest(EVP_MAC_CTX *context, const char *name) {
  OSSL_PARAM parameters[2] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)name, 0),
      OSSL_PARAM_construct_end(),
  };
  return EVP_MAC_CTX_set_params(context, parameters);
}

EVP_PKEY *csignald_generate_p256(void) {
  return EVP_EC_gen("P-256");
}

const char *csignald_ssl_reason(int reason) {
  return ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, reason));
}

#endif
