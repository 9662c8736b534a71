document.getElementById("app").textContent = "kefud";
