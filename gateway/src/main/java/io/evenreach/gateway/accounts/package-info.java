/** People who sign in: their passwords, roles and lockout. Plain rows behind one front door. */
@NullMarked
package io.evenreach.gateway.accounts;

import org.jspecify.annotations.NullMarked;
