/** Reading the rules over HTTP. */
@NullMarked
package io.evenreach.identity.rules.web;

import org.jspecify.annotations.NullMarked;
