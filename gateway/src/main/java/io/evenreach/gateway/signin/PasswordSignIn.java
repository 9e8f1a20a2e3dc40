package io.evenreach.gateway.signin;

import io.evenreach.gateway.accounts.Account;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.accounts.SignInOutcome;
import java.util.List;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.userdetails.User;

/** Tries a name and a password against the accounts. What a person may do is decided when a token is made, not here. */
final class PasswordSignIn implements AuthenticationProvider {

    private final Accounts accounts;

    PasswordSignIn(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String username = attempt.getName();
        String password =
                attempt.getCredentials() == null ? "" : attempt.getCredentials().toString();
        return switch (accounts.signIn(username, password)) {
            case SignInOutcome.SignedIn(Account account) -> signedIn(account);
            case SignInOutcome.Refused() -> throw new BadCredentialsException("refused");
        };
    }

    private static Authentication signedIn(Account account) {
        List<GrantedAuthority> authorities =
                List.of(FactorGrantedAuthority.fromAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY));
        User user = new User(account.username(), "", authorities);
        return UsernamePasswordAuthenticationToken.authenticated(user, null, authorities);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
