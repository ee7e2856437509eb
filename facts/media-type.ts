// What a secret's content type may be: a media type (RFC 9110 section 8.3.1), with the names of RFC 6838 section 4.2. It removes
// one risk: Azure takes any text here (learn: "Set Secret", contentType), and whoever reads the vault prints it. The signs that
// RFC 6838 allows and nobody registered are left out, "#" first of all.
const NAME = "[A-Za-z0-9][A-Za-z0-9!$&^_.+-]{0,62}";
const PARAMETER = "; ?[A-Za-z0-9][A-Za-z0-9_.-]{0,30}=[A-Za-z0-9!$&^_.+-]{1,60}";
/** For a JSON Schema, too: no flags, no look-around. */
export const MEDIA_TYPE = new RegExp(`^${NAME}/${NAME}(?:${PARAMETER}){0,4}$`);

export const MEDIA_TYPE_HELP =
  "write a media type, such as text/plain, application/json or application/x-pem-file; charset=utf-8";
