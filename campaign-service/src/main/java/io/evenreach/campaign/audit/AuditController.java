package io.evenreach.campaign.audit;

import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/audit")
class AuditController {

    private final AuditLog audit;

    AuditController(AuditLog audit) {
        this.audit = audit;
    }

    /** What was done in this service, newest first. */
    @GetMapping
    @RequiresScope(Scopes.AUDIT_READ)
    Page<AuditLog.Entry> list(
            @RequestParam @Nullable String subject,
            @RequestParam @Nullable String targetKind,
            @RequestParam @Nullable String targetId,
            @RequestParam @Nullable String cursor,
            @RequestParam @Nullable Integer limit,
            Caller caller) {
        if (!caller.isBrand()) {
            throw ProblemException.notFound("audit log");
        }
        int size = Cursor.limit(limit);
        AuditLog.Filter filter = new AuditLog.Filter(subject, targetKind, targetId);
        return Page.of(audit.page(filter, before(cursor), size + 1), size, entry -> String.valueOf(entry.auditId()));
    }

    private static long before(@Nullable String cursor) {
        String position = Cursor.decode(cursor);
        if (position == null) {
            return Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(position);
        } catch (NumberFormatException notOurs) {
            throw Cursor.notOurs();
        }
    }
}
