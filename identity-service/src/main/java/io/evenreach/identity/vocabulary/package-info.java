/** The words that every feature of identity uses; enums only. */
@NullMarked
package io.evenreach.identity.vocabulary;

import org.jspecify.annotations.NullMarked;
