// What a screenshot shows: the brightness of its corner, and how many colours it has. Read by ReportTests.
onload = () => {
    const picture = document.querySelector("img");
    const canvas = document.createElement("canvas");
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    const context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4) colours.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
    document.title = "measured" + JSON.stringify({
        width: canvas.width,
        corner: Math.round((data[0] + data[1] + data[2]) / 3),
        colours: colours.size,
    });
};
