/** The rules of campaigns and their life cycle as pure values. */
@NullMarked
package io.evenreach.campaign.campaign.domain;

import org.jspecify.annotations.NullMarked;
