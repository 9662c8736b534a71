#ifndef CPNG_SHIM_H
#define CPNG_SHIM_H

#include <png.h>
#include <string.h>

/* libpng's simplified interface: it keeps its longjmp to itself, which Swift could not survive. A
   row of one byte a pixel follows the other; 0 is black. With memory NULL only *size is set.
   Returns 0 when it failed. */
static inline int cpng_write_gray(
    unsigned width, unsigned height, const unsigned char *pixels, void *memory, size_t *size
) {
    png_image image;
    memset(&image, 0, sizeof image);
    image.version = PNG_IMAGE_VERSION;
    image.width = width;
    image.height = height;
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t bytes = *size;
    int done = png_image_write_to_memory(&image, memory, &bytes, 0, pixels, 0, NULL);
    png_image_free(&image);
    *size = bytes;
    return done;
}

#endif
