#include "CSignaldOpenSSL.h"

#if __has_include(<openssl/ssl.h>)

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/params.h>

const uint64_t csignald_op_no_renegotiation = SSL_OP_NO_RENEGOTIATION;
const uint64_t csignald_op_no_compression = SSL_OP_NO_COMPRESSION;

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
