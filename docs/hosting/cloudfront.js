// A CloudFront function for "viewer request". S3 has files and no folders, so this function maps a folder to its
// index.html, and redirects a folder without a slash at the end to the one with it. BASE is the base path of the site, as
// in `make build BASE=`.
var BASE = "/";

// A folder of the site, relative to the base path. No other path is redirected: a browser may treat two slashes, a
// backslash or an escape as another host.
var FOLDER = /^[a-z0-9-]+(\/[a-z0-9-]+)*$/;

function handler(event) {
  var request = event.request;
  var uri = request.uri;
  var folder = uri.indexOf(BASE) === 0 ? uri.slice(BASE.length) : "";
  if (uri + "/" === BASE || FOLDER.test(folder)) {
    return {
      statusCode: 301,
      statusDescription: "Moved Permanently",
      headers: { location: { value: BASE + (folder && folder + "/") + query(request.querystring) } },
    };
  }
  if (uri.charAt(uri.length - 1) === "/") request.uri = uri + "index.html";
  return request;
}

// CloudFront returns a repeated parameter as one entry, with all of its values in `multiValue`.
function query(parameters) {
  var pairs = [];
  Object.keys(parameters).forEach(function (name) {
    var values = parameters[name].multiValue || [parameters[name]];
    values.forEach(function (entry) {
      pairs.push(entry.value === "" ? name : name + "=" + entry.value);
    });
  });
  return pairs.length ? "?" + pairs.join("&") : "";
}
