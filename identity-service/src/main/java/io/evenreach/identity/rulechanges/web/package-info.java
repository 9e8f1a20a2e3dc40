/** The rules over HTTP. */
@NullMarked
package io.evenreach.identity.rulechanges.web;

import org.jspecify.annotations.NullMarked;
