package io.evenreach.gateway.accounts;

import java.util.UUID;

/**
 * A guide who is signing up: the name is theirs, and the account is made as soon as the guide is there.
 *
 * @param username lower case
 * @param guideId chosen before the guide is made, so that having it made twice makes one
 * @param request what is sent on to have the guide made; neither name nor password is in it
 */
public record SignUp(String username, UUID guideId, String request) {}
