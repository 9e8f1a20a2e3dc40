package io.evenreach.gateway.accounts.web;

import io.evenreach.gateway.accounts.Account;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.accounts.PasswordRule;
import io.evenreach.gateway.accounts.domain.Role;
import io.evenreach.gateway.accounts.web.AccountBodies.NewPassword;
import io.evenreach.gateway.accounts.web.AccountBodies.NewUser;
import io.evenreach.gateway.accounts.web.AccountBodies.User;
import io.evenreach.gateway.authority.Authority;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The users API. Nobody hands out, or takes over, more than they hold themselves. */
@RestController
@RequestMapping("/api/v1/users")
class UsersController {

    private final Accounts accounts;
    private final PasswordRule passwords;

    UsersController(Accounts accounts, PasswordRule passwords) {
        this.accounts = accounts;
        this.passwords = passwords;
    }

    @PostMapping
    @RequiresScope(Scopes.USER_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    ResponseEntity<User> create(@Valid @RequestBody NewUser body, Caller caller) {
        Authority.requirePlatform(caller);
        passwords.check(body.password());
        List<Role> roles = roles(body.roles());
        Authority.requireScopes(caller, Role.scopesOf(roles));
        Account created = accounts.create(body.username(), body.password(), roles, body.guideId())
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.CONFLICT, "CONFLICT", "There is a user or a client of that name already."));
        return ResponseEntity.created(URI.create("/api/v1/users/" + created.username()))
                .body(User.of(created));
    }

    @GetMapping
    @RequiresScope(Scopes.USER_READ)
    Page<User> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        Authority.requirePlatform(caller);
        int bounded = Cursor.limit(limit);
        List<Account> found = accounts.list(Objects.requireNonNullElse(Cursor.decode(cursor), ""), bounded + 1);
        return Page.of(found, bounded, Account::username).map(User::of);
    }

    @GetMapping("/{username}")
    @RequiresScope(Scopes.USER_READ)
    User get(@PathVariable String username, Caller caller) {
        Authority.requirePlatform(caller);
        return User.of(existing(username));
    }

    @PostMapping("/{username}:disable")
    @RequiresScope(Scopes.USER_WRITE)
    User disable(@PathVariable String username, Caller caller) {
        Account target = within(caller, username);
        if (target.username().equals(caller.subject())) {
            throw new ProblemException(
                    HttpStatus.CONFLICT, "OWN_ACCOUNT", "Somebody else has to disable your account.");
        }
        accounts.enable(username, false);
        return User.of(existing(username));
    }

    @PostMapping("/{username}:enable")
    @RequiresScope(Scopes.USER_WRITE)
    User enable(@PathVariable String username, Caller caller) {
        within(caller, username);
        accounts.enable(username, true);
        return User.of(existing(username));
    }

    @PostMapping("/{username}:password")
    @RequiresScope(Scopes.USER_WRITE)
    User changePassword(@PathVariable String username, @Valid @RequestBody NewPassword body, Caller caller) {
        within(caller, username);
        passwords.check(body.password());
        accounts.changePassword(username, body.password());
        return User.of(existing(username));
    }

    private Account existing(String username) {
        return accounts.find(username).orElseThrow(() -> ProblemException.notFound("user"));
    }

    /** Whoever may set a password may sign in with it, so nobody may change an account that can do more than they. */
    private Account within(Caller caller, String username) {
        Authority.requirePlatform(caller);
        Account target = existing(username);
        Authority.requireScopes(caller, target.scopes());
        return target;
    }

    private static List<Role> roles(List<String> names) {
        List<Role> roles = new ArrayList<>();
        List<FieldError> errors = new ArrayList<>();
        for (int index = 0; index < names.size(); index++) {
            String pointer = "/roles/" + index;
            String name = names.get(index);
            Role.named(name)
                    .ifPresentOrElse(
                            roles::add,
                            () -> errors.add(
                                    new FieldError(pointer, "UNKNOWN_ROLE", "There is no role " + name + ".")));
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "UNKNOWN_ROLE", "Roles are " + Role.wireNames() + ".", errors);
        }
        return roles;
    }
}
