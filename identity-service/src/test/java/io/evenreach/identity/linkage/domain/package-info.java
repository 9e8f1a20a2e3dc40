/** What linkage must find, on files whose truth is known. */
@NullMarked
package io.evenreach.identity.linkage.domain;

import org.jspecify.annotations.NullMarked;
