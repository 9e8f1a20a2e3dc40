/**
 * What was learned inside a closed garden stays there: other partners neither see it nor get it. Plain: a filter over the
 * tables of stitching.
 */
@NullMarked
package io.evenreach.identity.gardens;

import org.jspecify.annotations.NullMarked;
