/** What is left to do, as metrics. */
@NullMarked
package io.evenreach.identity.backlog;

import org.jspecify.annotations.NullMarked;
