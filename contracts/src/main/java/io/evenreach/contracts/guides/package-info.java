/** What guide commerce says: orders, what they earn, and what guides do. */
@NullMarked
package io.evenreach.contracts.guides;

import org.jspecify.annotations.NullMarked;
