#include "report/pdf.hpp"

#include <cairo-pdf.h>
#include <librsvg/rsvg.h>

#include <memory>
#include <stdexcept>

#include "base/write_file.hpp"
#include "report/svg.hpp"

namespace firstmove::engine {
namespace {

constexpr double points_per_pixel = 0.75;  // a pixel of CSS is 1/96 inch, a point 1/72

template <auto Release>
struct Releasing {
  template <class T>
  void operator()(T* object) const {
    Release(object);
  }
};
using Surface = std::unique_ptr<cairo_surface_t, Releasing<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Releasing<cairo_destroy>>;
using Handle = std::unique_ptr<RsvgHandle, Releasing<g_object_unref>>;

class Failure {
 public:
  explicit Failure(const std::filesystem::path& file) : file_(file) {}
  ~Failure() { g_clear_error(&error); }
  Failure(const Failure&) = delete;
  Failure& operator=(const Failure&) = delete;
  void expect(bool well, const char* otherwise) const {
    if (!well)
      throw std::runtime_error(file_.string() + ": " + (error ? error->message : otherwise));
  }
  GError* error = nullptr;

 private:
  const std::filesystem::path& file_;
};

}  // namespace

void write_pdf(const Figure& figure, const std::filesystem::path& file) {
  Failure failure(file);
  const std::string text = svg(figure);
  const Handle handle(rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(text.data()),
                                                text.size(), &failure.error));
  failure.expect(handle != nullptr, "the SVG of the figure cannot be parsed");
  RsvgRectangle page{};
  gboolean sized = false;
  rsvg_handle_get_intrinsic_dimensions(handle.get(), nullptr, nullptr, nullptr, nullptr, &sized,
                                       &page);
  failure.expect(sized, "the figure has no size");
  page.width *= points_per_pixel;
  page.height *= points_per_pixel;

  std::string pdf;
  const auto keep = [](void* to, const unsigned char* bytes, unsigned length) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), length);
    return CAIRO_STATUS_SUCCESS;
  };
  const Surface surface(cairo_pdf_surface_create_for_stream(keep, &pdf, page.width, page.height));
  const auto expect_surface = [&] {
    const cairo_status_t status = cairo_surface_status(surface.get());
    failure.expect(status == CAIRO_STATUS_SUCCESS, cairo_status_to_string(status));
  };
  expect_surface();
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, figure.title.c_str());
  cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, figure.caption.c_str());
  const Context context(cairo_create(surface.get()));
  failure.expect(rsvg_handle_render_document(handle.get(), context.get(), &page, &failure.error),
                 "the figure cannot be drawn");
  cairo_show_page(context.get());
  cairo_surface_finish(surface.get());
  expect_surface();
  write_whole_file(file, pdf);
}

}  // namespace firstmove::engine
