/** What campaigns say: channels, plans, audiences and brand holds. */
@NullMarked
package io.evenreach.contracts.campaign;

import org.jspecify.annotations.NullMarked;
