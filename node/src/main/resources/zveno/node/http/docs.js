"use strict";

/**
 * JSON over several lines, by its own text: JSON.parse would print 9007199254740993 as ...992, 5.0 as 5 and 1e-07 as 1e-7,
 * which have other hashes. What is not JSON comes out as it is, more or less.
 */
function lines(json) {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gs) || [];
  let text = "";
  let indent = "";
  tokens.forEach(function (token, i) {
    const opens = token === "{" || token === "[";
    const closes = token === "}" || token === "]";
    const empty = closes && (tokens[i - 1] === "{" || tokens[i - 1] === "[");
    if (closes) {
      indent = indent.slice(2);
      text += empty ? "" : "\n" + indent;
    }
    text += token === ":" ? ": " : token;
    if (opens) {
      indent += "  ";
      text += tokens[i + 1] === "}" || tokens[i + 1] === "]" ? "" : "\n" + indent;
    } else if (token === ",") {
      text += "\n" + indent;
    }
  });
  return text;
}

/** Shows answers in JSON by their own text; all others as Swagger UI does. */
function ExactNumbers(system) {
  return {
    wrapComponents: {
      responseBody: function (Original) {
        return function (props) {
          const isJson = /json/i.test(props.contentType || "") && typeof props.content === "string";
          return isJson
            ? system.React.createElement("pre", { className: "exact", tabIndex: 0 }, lines(props.content))
            : system.React.createElement(Original, props);
        };
      },
    },
  };
}

// Draws the description of this node's API; "Try it out" asks this very node.
window.addEventListener("load", function () {
  window.ui = SwaggerUIBundle({
    url: "openapi.yaml",
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [ExactNumbers],
    layout: "BaseLayout",
  });
});
