/** What a transaction reads a set at a time before it needs it one by one. */
@NullMarked
package io.evenreach.guidecommerce.readahead;

import org.jspecify.annotations.NullMarked;
