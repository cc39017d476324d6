// Figures are drawn when they come near the window: some fifty at once would keep a phone busy.
(function () {
  "use strict";
  var figures = Array.prototype.slice.call(document.querySelectorAll(".figure"));

  function draw(figure) {
    if (figure.dataset.drawn) return;
    figure.dataset.drawn = "yes";
    var told = JSON.parse(document.getElementById(figure.id + "-json").textContent);
    Plotly.newPlot(figure, told.data, told.layout, {
      displayModeBar: false,
      displaylogo: false,
      responsive: true,
      scrollZoom: false,
    });
  }

  if ("IntersectionObserver" in window) {
    var watch = new IntersectionObserver(
      function (seen) {
        seen.forEach(function (one) {
          if (!one.isIntersecting) return;
          watch.unobserve(one.target);
          draw(one.target);
        });
      },
      { rootMargin: "600px" }
    );
    figures.forEach(function (figure) {
      watch.observe(figure);
    });
  } else {
    figures.forEach(draw);
  }
  window.addEventListener("beforeprint", function () {
    figures.forEach(draw);
  });
})();
