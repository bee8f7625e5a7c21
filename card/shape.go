package card

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"errdex/content"
)

// point is a place on a picture, in pixels.
type point struct{ x, y float32 }

// outline is one or more closed curves; inside is what they wind around.
type outline []curve

// curve starts at its first point; each step leads on from there.
type curve struct {
	start point
	steps []step
}

// step is a straight line to end, or a Bézier curve where it has controls.
type step struct {
	curved     bool
	from, into point // controls
	end        point
}

// fill paints the inside of an outline with a uniform colour.
func (p *picture) fill(o outline, color image.Image) {
	bounds := o.bounds().Intersect(p.image.Bounds())
	raster := vector.NewRasterizer(bounds.Dx(), bounds.Dy())
	raster.DrawOp = draw.Over
	x, y := float32(bounds.Min.X), float32(bounds.Min.Y)
	for _, c := range o {
		raster.MoveTo(c.start.x-x, c.start.y-y)
		for _, s := range c.steps {
			if s.curved {
				raster.CubeTo(s.from.x-x, s.from.y-y, s.into.x-x, s.into.y-y, s.end.x-x, s.end.y-y)
				continue
			}
			raster.LineTo(s.end.x-x, s.end.y-y)
		}
		raster.ClosePath()
	}
	raster.Draw(p.image, bounds, color, image.Point{})
}

// bounds holds every point; a curve stays within its controls.
func (o outline) bounds() image.Rectangle {
	var bounds image.Rectangle
	for _, c := range o {
		bounds = bounds.Union(cell(c.start))
		for _, s := range c.steps {
			bounds = bounds.Union(cell(s.end))
			if s.curved {
				bounds = bounds.Union(cell(s.from)).Union(cell(s.into))
			}
		}
	}
	return bounds
}

// cell is the pixel that a point lies in.
func cell(p point) image.Rectangle {
	x, y := int(math.Floor(float64(p.x))), int(math.Floor(float64(p.y)))
	return image.Rect(x, y, x+1, y+1)
}

func polygon(corners ...point) outline {
	c := curve{start: corners[0]}
	for _, corner := range corners[1:] {
		c.steps = append(c.steps, step{end: corner})
	}
	return outline{c}
}

func rectangle(x, y, width, height float32) outline {
	return polygon(point{x, y}, point{x + width, y}, point{x + width, y + height}, point{x, y + height})
}

// bend is how far a control stands from its end, in radii, so that a Bézier curve is a quarter of a circle.
const bend = 0.5523

// rounded is a rectangle with round corners.
func rounded(x, y, width, height, radius float32) outline {
	r, k := radius, radius*(1-bend)
	end, foot := x+width, y+height
	return outline{{start: point{x + r, y}, steps: []step{
		{end: point{end - r, y}},
		{curved: true, from: point{end - k, y}, into: point{end, y + k}, end: point{end, y + r}},
		{end: point{end, foot - r}},
		{curved: true, from: point{end, foot - k}, into: point{end - k, foot}, end: point{end - r, foot}},
		{end: point{x + r, foot}},
		{curved: true, from: point{x + k, foot}, into: point{x, foot - k}, end: point{x, foot - r}},
		{end: point{x, y + r}},
		{curved: true, from: point{x, y + k}, into: point{x + k, y}, end: point{x + r, y}},
	}}}
}

func circle(x, y, radius float32) outline {
	return rounded(x-radius, y-radius, 2*radius, 2*radius, radius)
}

// reversed winds the other way round, so that one outline within another leaves a hole.
func (o outline) reversed() outline {
	var turned outline
	for _, c := range o {
		back := curve{start: c.steps[len(c.steps)-1].end}
		for i := len(c.steps) - 1; i >= 0; i-- {
			end := c.start
			if i > 0 {
				end = c.steps[i-1].end
			}
			back.steps = append(back.steps, step{curved: c.steps[i].curved, from: c.steps[i].into, into: c.steps[i].from, end: end})
		}
		turned = append(turned, back)
	}
	return turned
}

// shapeOf is the shape that stands for a layer on every page (.badge::before in static/app.css), so that layers
// differ without their colours too.
func shapeOf(layer content.Layer, x, y, side float32) outline {
	at := func(across, down float32) point { return point{x + across*side, y + down*side} }
	middle := at(0.5, 0.5)
	switch layer {
	case content.LayerRequest:
		return polygon(at(0.5, 0), at(1, 1), at(0, 1))
	case content.LayerCredentials:
		return circle(middle.x, middle.y, side/2)
	case content.LayerAccount:
		return polygon(at(0.5, 0), at(1, 0.5), at(0.5, 1), at(0, 0.5))
	case content.LayerNetwork:
		return polygon(at(0, 0), at(1, 0.5), at(0, 1))
	case content.LayerClient:
		return polygon(at(0, 0), at(1, 0), at(0.5, 1))
	case content.LayerService:
		return polygon(at(0.3, 0), at(0.7, 0), at(1, 0.3), at(1, 0.7), at(0.7, 1), at(0.3, 1), at(0, 0.7), at(0, 0.3))
	case content.LayerUnknown:
		return append(circle(middle.x, middle.y, side/2), circle(middle.x, middle.y, side/3).reversed()...)
	}
	return rectangle(x, y, side, side)
}
