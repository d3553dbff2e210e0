// A CloudFront function for "viewer request": S3 knows files and no folders, so the page of a folder is named here, and
// a folder without its slash redirects to it. The base is that of `make build BASE=`.
var BASE = "/";

// A folder of the site, below the base. No other path is redirected: a browser may make another host of two slashes, a
// backslash or an escape.
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

// CloudFront gives a name that is repeated one entry, with all of its values in `multiValue`.
function query(parameters) {
  var pairs = [];
  Object.keys(parameters).forEach(function (name) {
    var values = parameters[name].multiValue || [parameters[name]];
    values.forEach(function (one) {
      pairs.push(one.value === "" ? name : name + "=" + one.value);
    });
  });
  return pairs.length ? "?" + pairs.join("&") : "";
}
