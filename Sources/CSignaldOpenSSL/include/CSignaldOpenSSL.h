// What OpenSSL offers only as macros, as functions and constants Swift can import.
#pragma once

#if __has_include(<openssl/ssl.h>)

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdint.h>

/// SSL_OP_NO_RENEGOTIATION.
extern const uint64_t csignald_op_no_renegotiation;
/// SSL_OP_NO_COMPRESSION.
extern const uint64_t csignald_op_no_compression;

/// SSL_CTX_set_min_proto_version: 1 on success.
int csignald_ctx_set_min_version(SSL_CTX *context, int version);
/// SSL_CTX_set_mode: the new mode bits.
long csignald_ctx_set_mode(SSL_CTX *context, long mode);
/// SSL_CTX_set_session_cache_mode: the old mode bits.
long csignald_ctx_set_session_cache_mode(SSL_CTX *context, long mode);
/// SSL_CTX_add1_chain_cert: 1 on success; takes a reference of its own.
int csignald_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate);
/// SSL_set_tlsext_host_name: 1 on success; copies the name.
int csignald_set_host_name(SSL *session, const char *name);
/// EVP_MAC_CTX_set_params with OSSL_MAC_PARAM_DIGEST: 1 on success; copies the name.
int csignald_mac_set_digest(EVP_MAC_CTX *context, const char *name);
/// EVP_EC_gen("P-256"): a new key pair, or a null pointer.
EVP_PKEY *csignald_generate_p256(void);
/// ERR_reason_error_string for a reason of libssl: a constant text, or a null pointer.
const char *csignald_ssl_reason(int reason);

#endif
