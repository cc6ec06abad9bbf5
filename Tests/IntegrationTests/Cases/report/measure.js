// In a frame of the width in question: how wide the page is, and how well its texts can be read. Added to a report by ReportTests; a report has no script.
const number = (colour) => colour.match(/[\d.]+/g).map(Number);
const luminance = (colour) => {
    const [red, green, blue] = number(colour).slice(0, 3).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const ground = (element) => {
    for (let behind = element; behind; behind = behind.parentElement) {
        const colour = getComputedStyle(behind).backgroundColor;
        const alpha = number(colour)[3];
        if (alpha === undefined || alpha === 1) return colour;
    }
    return "rgb(255, 255, 255)";
};
for (const details of document.querySelectorAll("details")) details.open = true;
let texts = 0;
let leastContrast = 21;
let leastText = "";
for (const element of document.body.querySelectorAll("*:not(script, title, desc)")) {
    const text = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    if (text === "") continue;
    texts += 1;
    const style = getComputedStyle(element);
    const pair = [luminance(element instanceof SVGElement ? style.fill : style.color), luminance(ground(element))];
    const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (contrast < leastContrast) {
        leastContrast = contrast;
        leastText = element.className.toString() + " " + text.slice(0, 60).replace(/[<>&"\\]/g, " ");
    }
}
parent.document.title = "measured" + JSON.stringify({
    width: innerWidth,
    contentWidth: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth),
    texts,
    leastContrast,
    leastText,
    ground: Math.round(luminance(ground(document.body)) * 100),
});
