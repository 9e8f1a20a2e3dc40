/** Looking at the rules of stitching, and changing them. */
@NullMarked
package io.evenreach.identity.rulechanges;

import org.jspecify.annotations.NullMarked;
