//! Bodies that are not read to their end.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;

use crate::http::connection::body;

/// Ends the connection after the answer to a request whose body is not read to its end: what comes of it could be taken for
/// another request.
pub(in crate::http) async fn unread(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let is_unread = body(request.request()).is_unfinished();
    let mut response = next.call(request).await?;
    if is_unread {
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}
