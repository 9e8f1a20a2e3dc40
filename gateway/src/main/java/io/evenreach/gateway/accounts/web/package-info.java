/** The users API, and what a caller may know about itself. */
@NullMarked
package io.evenreach.gateway.accounts.web;

import org.jspecify.annotations.NullMarked;
