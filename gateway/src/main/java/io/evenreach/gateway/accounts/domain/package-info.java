/** Which role may do what, and when repeated failures close an account for a while. */
@NullMarked
package io.evenreach.gateway.accounts.domain;

import org.jspecify.annotations.NullMarked;
