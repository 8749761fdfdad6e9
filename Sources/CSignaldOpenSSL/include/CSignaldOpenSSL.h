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

/// SSL_OP_NO_QUERY_MTU.
extern const uint64_t csignald_op_no_query_mtu;

/// SSL_CTX_set_min_proto_version: 1 on success.
int csignald_ctx_set_min_version(SSL_CTX *context, int version);
/// SSL_CTX_set_mode: the new mode bits.
long csignald_ctx_set_mode(SSL_CTX *context, long mode);
/// SSL_CTX_set_session_cache_mode: the old mode bits.
long csignald_ctx_set_session_cache_mode(SSL_CTX *context, long mode);
/// SSL_CTX_add1_chain_cert: 1 on success; takes a reference of its own.
int csignald_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate);
/// SSL_CTX_set_tlsext_servername_callback with its argument.
void csignald_ctx_set_name_callback(SSL_CTX *context, int (*choose)(SSL *, int *, void *),
                                    void *argument);
/// Takes every DTLS cookie for good: whoever uses the context has looked at it before.
void csignald_ctx_trust_cookies(SSL_CTX *context);
/// DTLSv1_listen: 1 if the ClientHello that was fed is one to go on with.
int csignald_listen(SSL *session);
/// SSL_set_mtu: 1 on success.
int csignald_set_mtu(SSL *session, long size);
/// DTLSv1_get_timeout: milliseconds until something is to be sent again, -1 if nothing is.
int64_t csignald_timeout(SSL *session);
/// DTLSv1_handle_timeout: negative once it has been tried too often.
int csignald_handle_timeout(SSL *session);
/// SSL_set_tlsext_host_name: 1 on success; copies the name.
int csignald_set_host_name(SSL *session, const char *name);
/// EVP_MAC_CTX_set_params with OSSL_MAC_PARAM_DIGEST: 1 on success; copies the name.
int csignald_mac_set_digest(EVP_MAC_CTX *context, const char *name);
/// EVP_EC_gen("P-256"): a new key pair, or a null pointer.
EVP_PKEY *csignald_generate_p256(void);
/// ERR_reason_error_string for a reason of libssl: a constant text, or a null pointer.
const char *csignald_ssl_reason(int reason);

#endif
