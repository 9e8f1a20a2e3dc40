/** Linking records that share no key: they are taken in, compared in the background, and become persons. */
@NullMarked
package io.evenreach.identity.linkage;

import org.jspecify.annotations.NullMarked;
