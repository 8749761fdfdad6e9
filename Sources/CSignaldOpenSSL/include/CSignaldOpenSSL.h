// What OpenSSL offers only as macros, as functions and constants Swift can import.
#pragma once

#if __has_include(<openssl/ssl.h>)

#include <openssl/bio.h>
#include <openssl/ssl.h>
#include <stdint.h>

/// SSL_OP_NO_RENEGOTIATION.
extern const uint64_t csignald_op_no_renegotiation;
/// SSL_OP_NO_COMPRESSION.
extern const uint64_t csignald_op_no_compression;
/// SSL_OP_CIPHER_SERVER_PREFERENCE.
extern const uint64_t csignald_op_cipher_server_preference;

/// SSL_CTX_set_min_proto_version: 1 on success.
int csignald_ctx_set_min_version(SSL_CTX *context, int version);
/// SSL_CTX_set_max_proto_version: 1 on success.
int csignald_ctx_set_max_version(SSL_CTX *context, int version);
/// SSL_CTX_set_mode: the new mode bits.
long csignald_ctx_set_mode(SSL_CTX *context, long mode);
/// SSL_CTX_set_session_cache_mode: the old mode bits.
long csignald_ctx_set_session_cache_mode(SSL_CTX *context, long mode);
/// SSL_CTX_add1_chain_cert: 1 on success; takes a reference of its own.
int csignald_ctx_add_chain_certificate(SSL_CTX *context, X509 *certificate);
/// SSL_set_tlsext_host_name: 1 on success; copies the name.
int csignald_set_host_name(SSL *session, const char *name);
/// SSL_set_mode: the new mode bits.
long csignald_set_mode(SSL *session, long mode);
/// BIO_pending: bytes waiting in a memory BIO.
size_t csignald_bio_pending(BIO *bio);

#endif
