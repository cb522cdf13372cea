// A photo made small before it travels; what cannot be read as a picture travels as it is.
const EDGE = 1600;
// Smaller than the same photo as JPEG, and no server of ours reads it.
export const HEIC = /\.hei[cf]$/i;

export async function asJpeg(file, edge, quality) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, edge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}

export async function shrink(file) {
  try {
    const small = await asJpeg(file, EDGE, 0.8);
    return small && (small.size < file.size || HEIC.test(file.name)) ? small : file;
  } catch {
    return file;
  }
}
