const page = SwaggerUIBundle({
    url: "/v3/api-docs",
    dom_id: "#api",
    deepLinking: true,
    displayRequestDuration: true,
    filter: true,
    docExpansion: "none",
    oauth2RedirectUrl: window.location.origin + "/docs/oauth2-redirect.html",
});

page.initOAuth({
    clientId: "evenreach-admin",
    scopes: "openid",
    usePkceWithAuthorizationCodeGrant: true,
});
